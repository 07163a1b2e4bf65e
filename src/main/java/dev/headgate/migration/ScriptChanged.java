package dev.headgate.migration;

import java.io.IOException;

/** A script is not what it was when its bundle was read: its checksum and the bundle's digest say nothing of it now. */
public final class ScriptChanged extends IOException {

    private ScriptChanged(String message) {
        super(message);
    }

    public static ScriptChanged contents(String file) {
        return new ScriptChanged(
                "%s changed since the bundle was read; put it back, or activate what is there now".formatted(file));
    }

    public static ScriptChanged gone(String file) {
        return new ScriptChanged(
                "%s was there when the bundle was read, and is gone; put it back, or activate what is there now"
                        .formatted(file));
    }
}
