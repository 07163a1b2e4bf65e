package dev.headgate.targets;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.config.spi.Converter;

/** A yes or a no that was not misspelt: SmallRye's own converter takes everything that it does not know for false. */
@RegisterForReflection // SmallRye Config makes it by name
public final class TrueOrFalse implements Converter<Boolean> {

    @Override
    public Boolean convert(String text) {
        return switch (text.strip()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException("'%s' is neither; allowed are true and false".formatted(text));
        };
    }
}
