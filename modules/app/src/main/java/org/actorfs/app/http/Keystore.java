package org.actorfs.app.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.actorfs.app.CommandFailure;
import org.actorfs.app.terminal.Reason;

/** A private key and the certificate that goes with it, from a PKCS #12 file. */
record Keystore(SSLContext context, X509Certificate certificate) {
    /** {@link CommandFailure} says what is wrong with the files. */
    static Keystore read(HttpSettings.Tls tls) {
        try {
            char[] password = Files.readString(tls.passwordFile())
                    .lines()
                    .findFirst()
                    .orElse("")
                    .toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(tls.keystore())) {
                store.load(in, password);
            }
            return new Keystore(context(store, password), certificate(store));
        } catch (GeneralSecurityException | IOException e) {
            throw CommandFailure.usage(
                    "cannot read the certificate from %s with the password in %s: %s: name a PKCS #12 file with one private key, and a file with its password"
                            .formatted(tls.keystore(), tls.passwordFile(), Reason.of(e)));
        }
    }

    private static SSLContext context(KeyStore store, char[] password) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static X509Certificate certificate(KeyStore store) throws GeneralSecurityException, IOException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                return certificate;
            }
        }
        throw new IOException("it has no private key with a certificate");
    }
}
