package dev.headgate.flyway;

import dev.headgate.migration.Script;
import dev.headgate.migration.Text;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.NullUnmarked;

/** Scripts of a bundle as Flyway looks them up: by their names, no scanning. */
@NullUnmarked // Flyway asks for a null where there is no such resource
final class BundleResources implements ResourceProvider {

    private final Map<String, LoadableResource> resources = new LinkedHashMap<>();

    BundleResources(List<Script> scripts) {
        for (Script script : scripts) {
            put(script.file(), script.text());
            script.settings().ifPresent(settings -> put(script.file() + ".conf", Text.of(settings)));
        }
    }

    private void put(String path, Text text) {
        resources.put(path, new InBundle(path, text));
    }

    @Override
    public LoadableResource getResource(String name) {
        return resources.get(name);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return resources.values().stream()
                .filter(resource -> resource.getFilename().startsWith(prefix)
                        && Arrays.stream(suffixes).anyMatch(resource.getFilename()::endsWith))
                .toList();
    }

    /** A file of the bundle; its path inside it is what the ledger records. */
    private static final class InBundle extends LoadableResource {

        private final String path;
        private final Text text;

        InBundle(String path, Text text) {
            this.path = path;
            this.text = text;
        }

        @Override
        public Reader read() {
            try {
                return text.open();
            } catch (IOException e) {
                throw new FlywayException(e.getMessage(), e);
            }
        }

        /** Flyway keeps no list of the statements of one that streams, and parses it again for each reading. */
        @Override
        public boolean shouldStream() {
            return text.held().isEmpty();
        }

        @Override
        public String getAbsolutePath() {
            return path;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return path;
        }

        @Override
        public String getFilename() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public String getRelativePath() {
            return path;
        }
    }
}
