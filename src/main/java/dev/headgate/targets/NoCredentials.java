package dev.headgate.targets;

import java.sql.SQLException;

/** Whoever has a password did not give it. Its sentence holds no secret; pools and drivers let no other kind through. */
final class NoCredentials extends RuntimeException {

    /** The file is not there: somebody has to do something. */
    private static final String INVALID_AUTHORIZATION = "28000";

    /** Such as a Vault that is sealed, or not reached: that passes. */
    private static final String CANNOT_CONNECT = "08001";

    private final String sqlState;

    private NoCredentials(String sentence, String sqlState, Throwable cause) {
        super(sentence, cause);
        this.sqlState = sqlState;
    }

    static NoCredentials inFile(String sentence, Throwable cause) {
        return new NoCredentials(sentence, INVALID_AUTHORIZATION, cause);
    }

    /** Without a cause: what others say may hold what they were to keep. */
    static NoCredentials provided(String sentence) {
        return new NoCredentials(sentence, CANNOT_CONNECT, new IllegalStateException(sentence));
    }

    /** The same for who deals with databases. */
    SQLException asSql() {
        return new SQLException(getMessage(), sqlState, this);
    }
}
