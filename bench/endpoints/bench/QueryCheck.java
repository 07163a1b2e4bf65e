package bench;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What an ordinary app's readiness probe does to know its schema: the newest row of the ledger, by one query through a pool. */
@HealthGroup("query")
@ApplicationScoped
public class QueryCheck implements HealthCheck {

    private static final int CONNECTIONS = 16;
    private static final String NEWEST = """
            SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank DESC LIMIT 1
            """;

    private final AgroalDataSource pool;

    QueryCheck(@ConfigProperty(name = "bench.query.url") String url, @ConfigProperty(name = "bench.query.user") String user)
            throws SQLException {
        this.pool = AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(CONNECTIONS)
                        .connectionFactoryConfiguration(
                                connections -> connections.jdbcUrl(url).principal(new NamePrincipal(user)))));
    }

    @Override
    public HealthCheckResponse call() {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery(NEWEST)) {
            return HealthCheckResponse.named("revision").status(newest.next()).build();
        } catch (SQLException e) {
            return HealthCheckResponse.down("revision");
        }
    }
}
