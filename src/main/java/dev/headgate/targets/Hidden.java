package dev.headgate.targets;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** A word that is not to be shown, whoever prints what has it. */
public record Hidden(String word) {

    @Override
    public String toString() {
        return "(not shown)";
    }

    /** As it is configured. */
    @RegisterForReflection // SmallRye Config makes it by name
    public static final class Written implements Converter<Hidden> {

        @Override
        public @Nullable Hidden convert(String text) {
            return text.isEmpty() ? null : new Hidden(text); // none, as with every other
        }
    }
}
