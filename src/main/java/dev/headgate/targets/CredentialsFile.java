package dev.headgate.targets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * User and password in one JSON file, so that both change at once: as a Vault Agent or a CSI driver writes what Vault's
 * database engine answers. Read anew for every connection.
 */
final class CredentialsFile extends SimplePassword {

    private static final int DEPTH = 3; // the members, Vault's "data", and that of its KV engine within
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    CredentialsFile(Path file) {
        super("");
        this.file = file;
    }

    @Override
    public String getWord() {
        return asProperties().getProperty("password");
    }

    /**
     * @throws NoCredentials when it cannot be read, or is not of this form
     */
    @Override
    public Properties asProperties() {
        JsonNode credentials = Stream.iterate(read(), Objects::nonNull, node -> node.get("data"))
                .limit(DEPTH)
                .filter(node -> node.path("username").isTextual()
                        && node.path("password").isTextual())
                .findFirst()
                .orElseThrow(() -> unusable("holds no JSON object with the texts \"username\" and \"password\""));
        Properties properties = new Properties();
        properties.setProperty("user", credentials.path("username").textValue());
        properties.setProperty("password", credentials.path("password").textValue());
        return properties;
    }

    private JsonNode read() {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) { // not as a cause: it may quote the file
            throw unusable("cannot be read as JSON (%s)".formatted(e.getClass().getSimpleName()));
        }
    }

    private NoCredentials unusable(String why) {
        String sentence = "the credentials file %s %s".formatted(file, why);
        return NoCredentials.inFile(sentence, new IOException(sentence));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CredentialsFile that && file.equals(that.file);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }

    @Override
    public String toString() {
        return "the credentials in " + file;
    }
}
