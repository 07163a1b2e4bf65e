package dev.headgate.http;

import dev.headgate.migration.Target;
import dev.headgate.migration.TargetName;
import dev.headgate.operation.Targets;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which rows of the audit one may see. */
public final class AuditScope {

    private AuditScope() {}

    /**
     * The targets whose rows are shown. Whoever is admin of all sees also what has to do with none: then it is nothing.
     *
     * @param asked the only one to be shown
     * @throws dev.headgate.migration.Refused forbidden
     */
    public static Optional<Set<String>> of(Access access, Optional<TargetName> asked, Targets targets) {
        if (asked.isPresent()) {
            access.require(Role.ADMIN, asked.get());
            return asked.map(target -> Set.of(target.text()));
        }
        return access.only(Role.ADMIN, targets.all().stream().map(Target::name))
                .map(theirs -> theirs.stream().map(TargetName::text).collect(Collectors.toSet()));
    }
}
