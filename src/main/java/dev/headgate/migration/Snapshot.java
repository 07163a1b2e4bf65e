package dev.headgate.migration;

/** The whole schema as of a version, in one script: Flyway's baseline migration ({@code B8__all.sql}). */
public record Snapshot(Version version, String description, Script script) {}
