package dev.headgate.targets;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/** Quarkus' durations, with a message that says what is allowed. */
@RegisterForReflection // SmallRye Config makes it by name
public final class DurationInWords implements Converter<Duration> {

    @Override
    public @Nullable Duration convert(String text) {
        return of(text);
    }

    /**
     * @throws IllegalArgumentException when it is none; the message says what is allowed
     */
    public static Duration of(String text) {
        try {
            return DurationConverter.parseDuration(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is not a duration; allowed is such as 500ms, 60s, 5m, 1h30m or 90d".formatted(text), e);
        }
    }
}
