package dev.countersign.certs.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.certs.pem.Unreadable;
import java.math.BigInteger;
import java.util.Random;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;

/** A key whose one signature would take seconds, or minutes, is refused before it signs. */
final class LargeKeyTest {
    private static final BigInteger NONE = BigInteger.ZERO;

    @Test
    void rsaKeyOfMoreBitsThanTlsTakesIsRefused() throws Exception {
        assertThat(JdkKeys.of(rsa(odd(8192), BigInteger.TWO)).getAlgorithm()).isEqualTo("RSA");
        assertThatThrownBy(() -> JdkKeys.of(rsa(odd(8200), BigInteger.TWO)))
                .isInstanceOf(Unreadable.class)
                .hasMessageStartingWith("holds an RSA key of 8200 bits");
    }

    @Test
    void exponentThatIsLongerThanAnyKeyIsRefused() {
        assertThatThrownBy(() -> JdkKeys.of(rsa(odd(2048), odd(100_000))))
                .isInstanceOf(Unreadable.class)
                .hasMessageStartingWith("holds an RSA key of 100000 bits");
    }

    private static PrivateKeyInfo rsa(BigInteger modulus, BigInteger exponent) throws Exception {
        return new PrivateKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                new RSAPrivateKey(modulus, NONE, exponent, NONE, NONE, NONE, NONE, NONE));
    }

    private static BigInteger odd(int bits) {
        return new BigInteger(bits, new Random(bits)).setBit(bits - 1).setBit(0);
    }
}
