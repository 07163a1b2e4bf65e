package dev.headgate.http;

import dev.headgate.migration.Digest;
import dev.headgate.migration.Version;
import java.time.Instant;
import java.util.Optional;

/** That a target is as its bundle says. */
record VerificationView(String target, String state, Optional<Version> current, Digest bundle, Instant observedAt) {}
