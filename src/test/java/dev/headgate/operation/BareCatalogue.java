package dev.headgate.operation;

import dev.headgate.migration.Digest;
import dev.headgate.migration.LedgerRow;
import dev.headgate.migration.Phase;
import dev.headgate.migration.Release;
import dev.headgate.migration.Script;
import dev.headgate.migration.TargetName;
import dev.headgate.migration.Version;
import dev.headgate.security.Caller;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A catalogue of which nothing is known but what is active, if anything. */
class BareCatalogue implements Catalogue {

    Optional<Digest> active = Optional.empty();

    @Override
    public Optional<Digest> active(TargetName target) {
        return active;
    }

    @Override
    public void activate(TargetName target, Digest digest, Caller by, Instant at) {
        active = Optional.of(digest);
    }

    @Override
    public List<Release> releases(TargetName target) {
        return List.of();
    }

    @Override
    public List<Entry> entries(TargetName target) {
        return List.of();
    }

    @Override
    public Map<Version, Phase> phases(TargetName target, Collection<LedgerRow> rows) {
        return Map.of();
    }

    @Override
    public void applies(TargetName target, Digest digest, Collection<Script> scripts) {}

    @Override
    public List<Digest> holding(TargetName target, LedgerRow row) {
        return List.of();
    }

    @Override
    public Map<LedgerRow, Digest> appliedBy(TargetName target, Collection<LedgerRow> rows) {
        return Map.of();
    }

    @Override
    public Optional<UUID> operationWith(TargetName target, Digest digest) {
        return Optional.empty();
    }
}
