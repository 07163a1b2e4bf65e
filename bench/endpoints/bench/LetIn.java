package bench;

import dev.headgate.security.Access;
import dev.headgate.security.Caller;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Headgate has a door for each path of its own, and lets nobody in elsewhere: what is measured beside it comes in here. */
@Singleton
final class LetIn {

    void register(@Observes Router router) {
        router.route("/bench/*").order(-31).handler(route -> {
            route.put("headgate.access", Access.toAll(Caller.HEADGATE));
            route.next();
        });
    }
}
