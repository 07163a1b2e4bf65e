package dev.headgate.targets;

import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** A password that is read anew for every connection, so that rotating the file needs no restart. */
final class PasswordFile extends SimplePassword {

    private final Path file;

    PasswordFile(Path file) {
        super("");
        this.file = file;
    }

    /**
     * @throws NoCredentials when it cannot be read
     */
    @Override
    public String getWord() {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) { // of bytes that are no text, too
            throw NoCredentials.inFile("the password file %s cannot be read".formatted(file), e);
        }
    }

    @Override
    public Properties asProperties() {
        Properties properties = new Properties();
        properties.setProperty("password", getWord());
        return properties;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordFile that && file.equals(that.file);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }

    @Override
    public String toString() {
        return "the password in " + file;
    }
}
