package dev.headgate.flyway;

import dev.headgate.migration.Script;
import java.io.Reader;
import java.io.StringReader;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.NullUnmarked;

/** Scripts of a bundle as Flyway looks them up: from memory, no scanning, no files. */
@NullUnmarked // Flyway asks for a null where there is no such resource
final class BundleResources implements ResourceProvider {

    private final Map<String, LoadableResource> resources = new LinkedHashMap<>();

    BundleResources(List<Script> scripts) {
        for (Script script : scripts) {
            resources.put(script.file(), new Text(script.file(), script.text()));
            script.settings()
                    .ifPresent(text -> resources.put(script.file() + ".conf", new Text(script.file() + ".conf", text)));
        }
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

    /** A script in memory; its path inside the bundle is what the ledger records. */
    private static final class Text extends LoadableResource {

        private final String path;
        private final String text;

        Text(String path, String text) {
            this.path = path;
            this.text = text;
        }

        @Override
        public Reader read() {
            return new StringReader(text);
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
