package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Script;
import java.util.Optional;

/** Finds a script as it was run, whichever bundle is the active one by now. */
public final class Scripts {

    private final Library library;

    public Scripts(Library library) {
        this.library = library;
    }

    /**
     * @return nothing when that bundle is not kept, or has no such script
     * @throws dev.headgate.migration.Refused when the store does not answer
     */
    public Optional<Script> find(Digest bundle, String file) {
        return library.find(bundle).flatMap(kept -> kept.script(file));
    }
}
