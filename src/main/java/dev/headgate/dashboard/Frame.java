package dev.headgate.dashboard;

import dev.headgate.http.Entrance;
import dev.headgate.security.Access;
import dev.headgate.security.Role;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.Stream;

/**
 * What every page has around it.
 *
 * @param title of the page
 * @param who looks, and {@code method} how they showed that
 * @param role the highest that they have on any target
 * @param open whether whoever comes may do everything
 * @param admin whether they may read the audit
 */
public record Frame(String title, String who, String method, String role, boolean open, boolean admin) {

    static Frame of(String title, RoutingContext route) {
        Access access = Entrance.access(route);
        return new Frame(
                title,
                access.caller().principal(),
                access.caller().method(),
                Stream.of(Role.values())
                        .filter(access::maySomewhere)
                        .reduce((lower, higher) -> higher)
                        .map(Role::word)
                        .orElse("no role"),
                access.isToAll(),
                access.maySomewhere(Role.ADMIN));
    }
}
