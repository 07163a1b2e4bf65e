package dev.headgate.dashboard;

import jakarta.ws.rs.FormParam;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The form under a plan, as it was sent. */
public final class Filled {

    @FormParam("to")
    @Nullable
    String to;

    @FormParam("versions")
    @Nullable
    List<String> versions;

    @FormParam("force")
    @Nullable
    String force;

    /** Why. */
    @FormParam("reason")
    @Nullable
    String reason;

    /** The target's name, once more, where force is asked for. */
    @FormParam("confirm")
    @Nullable
    String confirm;

    /** Which plan was on the page. */
    @FormParam("shown")
    @Nullable
    String shown;

    /** Makes one operation of however many clicks. */
    @FormParam("key")
    @Nullable
    String key;
}
