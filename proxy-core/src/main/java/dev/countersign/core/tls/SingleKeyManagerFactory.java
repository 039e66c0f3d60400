package dev.countersign.core.tls;

import java.security.KeyStore;
import java.security.Provider;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A factory for one key manager that already exists: the only form Netty's key cache takes. */
final class SingleKeyManagerFactory {
    private SingleKeyManagerFactory() {}

    static KeyManagerFactory of(X509ExtendedKeyManager keyManager) {
        return new Factory(new Spi(keyManager));
    }

    private static final class Factory extends KeyManagerFactory {
        private static final Provider NONE = new NamedProvider();

        Factory(KeyManagerFactorySpi spi) {
            super(spi, NONE, "countersign");
        }
    }

    private static final class NamedProvider extends Provider {
        private static final long serialVersionUID = 1L;

        NamedProvider() {
            super("countersign", "1", "one key manager");
        }
    }

    private static final class Spi extends KeyManagerFactorySpi {
        private final X509ExtendedKeyManager keyManager;

        Spi(X509ExtendedKeyManager keyManager) {
            this.keyManager = keyManager;
        }

        @Override
        protected void engineInit(@Nullable KeyStore keyStore, char @Nullable [] password) {}

        @Override
        protected void engineInit(@Nullable ManagerFactoryParameters parameters) {}

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            return new KeyManager[] {keyManager};
        }
    }
}
