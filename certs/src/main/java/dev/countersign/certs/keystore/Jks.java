package dev.countersign.certs.keystore;

import dev.countersign.certs.key.JdkKeys;
import dev.countersign.certs.key.PasswordUse;
import dev.countersign.certs.pem.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/** Reads JKS, the key store of older JDKs, as the JDK reads it. */
final class Jks {
    private Jks() {}

    static KeyStoreContent read(byte[] content, PasswordUse password) throws Unreadable {
        try {
            KeyStore store = opened(content, password);
            List<String> names = keyNames(store);
            if (names.size() != 1) {
                throw KeyStores.notOneKey(names);
            }
            return entry(store, names.get(0), KeyStores.password(password));
        } catch (KeyStoreException | IOException | RuntimeException malformed) {
            throw KeyStores.damaged("JKS");
        }
    }

    /** Without a password the JDK checks the structure alone: what fails only with one is the password's fault. */
    private static KeyStore opened(byte[] content, PasswordUse password) throws Unreadable, IOException {
        load(content, null);
        char[] chars = KeyStores.password(password);
        try {
            return load(content, chars);
        } catch (IOException digestDiffers) {
            throw KeyStores.wrongPassword();
        }
    }

    private static KeyStore load(byte[] content, char @Nullable [] password) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(new ByteArrayInputStream(content), password);
            return store;
        } catch (GeneralSecurityException malformed) {
            throw new IOException(malformed);
        }
    }

    private static List<String> keyNames(KeyStore store) throws KeyStoreException {
        List<String> names = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                names.add(alias);
            }
        }
        Collections.sort(names);
        return names;
    }

    private static KeyStoreContent entry(KeyStore store, String name, char[] password)
            throws KeyStoreException, Unreadable {
        byte[] encoded = {};
        try {
            Key key = store.getKey(name, password);
            encoded = key.getEncoded();
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate certificate : store.getCertificateChain(name)) {
                chain.add((X509Certificate) certificate);
            }
            if (chain.isEmpty()) {
                throw KeyStores.noCertificate();
            }
            return new KeyStoreContent(JdkKeys.of(PrivateKeyInfo.getInstance(encoded)), chain);
        } catch (UnrecoverableKeyException another) {
            throw KeyStores.keyWithAnotherPassword();
        } catch (GeneralSecurityException unknownAlgorithm) {
            throw KeyStores.damaged("JKS");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }
}
