package dev.headgate.migration;

/**
 * Which database was looked at: another system identifier is another server, another timeline the same one after a
 * promotion or a restore to a point in time, another oid a database that was dropped and created again (PostgreSQL manual,
 * "Control Data Functions").
 */
public record ServerId(String system, int timeline, long database) {

    @Override
    public String toString() {
        return "system %s, timeline %d, database %d".formatted(system, timeline, database);
    }
}
