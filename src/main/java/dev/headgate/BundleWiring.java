package dev.headgate;

import dev.headgate.audit.Trail;
import dev.headgate.bundles.BundleConfig;
import dev.headgate.bundles.BundleLimits;
import dev.headgate.bundles.FileUnpacker;
import dev.headgate.operation.ActiveBundles;
import dev.headgate.operation.Bundles;
import dev.headgate.operation.Catalogue;
import dev.headgate.operation.Continuations;
import dev.headgate.operation.Databases;
import dev.headgate.operation.Dispatch;
import dev.headgate.operation.FolderWatch;
import dev.headgate.operation.Gatekeeper;
import dev.headgate.operation.Library;
import dev.headgate.operation.Releases;
import dev.headgate.operation.Scripts;
import dev.headgate.operation.Shelf;
import dev.headgate.operation.Situations;
import dev.headgate.operation.Targets;
import dev.headgate.operation.Unpacker;
import dev.headgate.postgres.AuditedStore;
import dev.headgate.postgres.PostgresCatalogue;
import dev.headgate.postgres.PostgresShelf;
import dev.headgate.targets.TargetsReader;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts together what takes bundles in, keeps them, and says which is active. */
final class BundleWiring {

    @Produces
    @Singleton
    Unpacker unpacker(BundleConfig config) {
        try {
            config.check();
            return new FileUnpacker(Thread.currentThread().getContextClassLoader(), BundleLimits.of(config));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage())); // ends the start with a sentence
        }
    }

    @Produces
    @Singleton
    Shelf shelf(AuditedStore store) {
        return new PostgresShelf(store);
    }

    @Produces
    @Singleton
    Library library(Shelf shelf, Unpacker unpacker) {
        return new Library(shelf, unpacker);
    }

    @Produces
    @Singleton
    Scripts scripts(Library library) {
        return new Scripts(library);
    }

    @Produces
    @Singleton
    Catalogue catalogue(AuditedStore store) {
        return new PostgresCatalogue(store);
    }

    @Produces
    @Singleton
    ActiveBundles activeBundles(TargetsReader reader, Unpacker unpacker, Library library, Catalogue catalogue) {
        return new ActiveBundles(reader.sources(), unpacker, library, catalogue);
    }

    @Produces
    @Singleton
    Continuations continuations(Databases databases, Situations situations) {
        return new Continuations(databases, situations);
    }

    @Produces
    @Singleton
    Bundles bundles(
            Targets targets,
            ActiveBundles active,
            Unpacker unpacker,
            Shelf shelf,
            Library library,
            Catalogue catalogue,
            Continuations continuations,
            Databases databases,
            Gatekeeper gatekeeper,
            Clock clock) {
        return new Bundles(
                targets,
                active,
                unpacker,
                shelf,
                library,
                catalogue,
                continuations,
                databases,
                gatekeeper::lookAgain,
                clock);
    }

    @Produces
    @Singleton
    FolderWatch folderWatch(
            Targets targets,
            ActiveBundles active,
            Library library,
            Continuations continuations,
            Releases releases,
            Gatekeeper gatekeeper,
            Trail trail,
            Clock clock) {
        return new FolderWatch(
                targets,
                active,
                library,
                continuations,
                target -> {
                    gatekeeper.lookAgain(target);
                    releases.keep(target);
                },
                trail,
                clock);
    }

    @Produces
    @Singleton
    Releases releases(
            Targets targets,
            ActiveBundles active,
            Shelf shelf,
            Library library,
            Databases databases,
            Situations situations,
            Catalogue catalogue,
            Dispatch dispatch,
            Clock clock) {
        return new Releases(targets, active, shelf, library, databases, situations, catalogue, dispatch, clock);
    }
}
