package dev.headgate;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Who vouches for servers and clients in tests, with its files in a folder of its own. */
public final class Authority {

    private static final AtomicInteger NUMBER = new AtomicInteger(1);

    private final Path folder;
    private final String name;
    private final KeyPair keys;

    public Authority(Path parent, String name) throws IOException, GeneralSecurityException, OperatorCreationException {
        this.folder = Files.createDirectory(parent.resolve(name));
        this.name = name;
        this.keys = keys();
        write(name + ".crt", "CERTIFICATE", certificate(name, keys, true).getEncoded());
    }

    /** Writes {@code <name>.crt} and {@code <name>.key} for who is called so: a host, or a user. */
    public void issue(String file, String commonName)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair theirs = keys();
        write(
                file + ".crt",
                "CERTIFICATE",
                certificate(commonName, theirs, false).getEncoded());
        write(file + ".key", "PRIVATE KEY", theirs.getPrivate().getEncoded());
        Files.setPosixFilePermissions(file(file + ".key"), PosixFilePermissions.fromString("rw-------"));
    }

    /** What is to be trusted. */
    public Path certificate() {
        return file(name + ".crt");
    }

    public Path file(String file) {
        return folder.resolve(file);
    }

    private X509CertificateHolder certificate(String subject, KeyPair theirs, boolean authority)
            throws IOException, OperatorCreationException {
        return new JcaX509v3CertificateBuilder(
                        new X500Principal("CN=" + name),
                        BigInteger.valueOf(NUMBER.getAndIncrement()),
                        Date.from(Instant.now().minus(Duration.ofDays(1))),
                        Date.from(Instant.now().plus(Duration.ofDays(1))),
                        new X500Principal("CN=" + subject),
                        theirs.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(authority))
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, subject)))
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA"); // of PEM files the driver reads no other
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private void write(String file, String what, byte[] content) throws IOException {
        Files.writeString(
                file(file),
                "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n"
                        .formatted(what, Base64.getMimeEncoder().encodeToString(content)));
    }
}
