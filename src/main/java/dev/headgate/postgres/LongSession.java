package dev.headgate.postgres;

/**
 * Settings of a session that holds a lock for long: it may idle, which a server may be set to punish; and a client that
 * vanished is to be noticed in seconds, so that its lock is free (PostgreSQL manual, "TCP Settings"). Not every server has
 * each of them, so they are set where they are there.
 */
final class LongSession {

    private LongSession() {}

    /** One statement that makes these settings. */
    static String settings() {
        return settings("", "");
    }

    /**
     * The same with more of them.
     *
     * @param cases a WHEN for each
     * @param names their names, a comma before each
     */
    static String settings(String cases, String names) {
        return """
            SELECT set_config(name, CASE name WHEN 'idle_session_timeout' THEN '0'
                                              WHEN 'tcp_keepalives_idle' THEN '4'
                                              WHEN 'tcp_keepalives_interval' THEN '1'
                                              WHEN 'tcp_keepalives_count' THEN '3'
                                              WHEN 'tcp_user_timeout' THEN '7s' %s END, false)
            FROM pg_settings
            WHERE name IN ('idle_session_timeout', 'tcp_keepalives_idle', 'tcp_keepalives_interval',
                           'tcp_keepalives_count', 'tcp_user_timeout' %s)
            """.formatted(cases, names);
    }
}
