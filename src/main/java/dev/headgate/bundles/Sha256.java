package dev.headgate.bundles;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of what it was given. */
final class Sha256 {

    private final MessageDigest sha;

    Sha256() {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    void add(String text) {
        sha.update(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The stream, of which all that is read is added. */
    InputStream adding(InputStream stream) {
        return new DigestInputStream(stream, sha);
    }

    /** In hexadecimal digits; it begins anew then. */
    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }
}
