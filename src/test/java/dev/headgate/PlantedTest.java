package dev.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** That the secrets which must not be found are there in the first place. */
@QuarkusTest
@QuarkusTestResource(TestServer.class)
final class PlantedTest {

    @Test
    void theTestsRunWithThem() {
        assertThat(ConfigProvider.getConfig().getValue("headgate.targets.row1-eight.password", String.class))
                .isEqualTo(Planted.TARGET_PASSWORD.word());
        assertThat(ConfigProvider.getConfig().getValue("quarkus.datasource.password", String.class))
                .isEqualTo(Planted.STORE_PASSWORD.word());
    }
}
