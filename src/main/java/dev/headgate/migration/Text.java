package dev.headgate.migration;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The SQL of a script, which can be read again and again. A small one is held; a large one stays where it is. */
public interface Text {

    static Text of(String sql) {
        return new Held(sql);
    }

    /**
     * Without a byte-order mark. One that was not read to its end is not known to be what it was.
     *
     * @throws ScriptChanged here or while it is read, when it is not what it was when the bundle was read
     */
    Reader open() throws IOException;

    /** Its length in UTF-8. */
    long bytes();

    /** All of it, where it is small enough to be held in memory. */
    Optional<String> held();

    /** A small one. */
    record Held(String sql) implements Text {

        @Override
        public Reader open() {
            return new StringReader(sql);
        }

        @Override
        public long bytes() {
            return sql.getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public Optional<String> held() {
            return Optional.of(sql);
        }
    }
}
