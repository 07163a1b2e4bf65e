package dev.headgate.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refused;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers and broken files can do to a review of tokens; nobody answers at the API server here. */
final class TokenReviewsTest {

    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE})
    void aTokenMaySayThatItExpiresWhenNoCalendarEnds(long seconds) {
        JwtClaims shown = new JwtClaims();
        shown.setClaim("exp", seconds);
        TokenReviews reviews = new TokenReviews(
                NOBODY,
                "headgate",
                new Line(Optional.empty(), Optional.empty()),
                new ObjectMapper(),
                Clock.systemUTC());

        Refused refused = catchThrowableOfType(Refused.class, () -> reviews.whoseIs("a.b.c", shown));

        assertThat(refused.refusal().reason()).isEqualTo(Reason.IDENTITY_UNAVAILABLE);
    }

    @Test
    void ownTokenIsNotToldWhereItCanBeInNoHeader(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "planted\nplanted\n");
        Line line = new Line(Optional.empty(), Optional.of(file));

        assertThat(catchThrowableOfType(IOException.class, () -> line.get(NOBODY)))
                .hasMessageContaining("holds no token")
                .hasMessageNotContaining("planted");
    }
}
