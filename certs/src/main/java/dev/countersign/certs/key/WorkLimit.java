package dev.countersign.certs.key;

import dev.countersign.certs.pem.Unreadable;
import java.math.BigInteger;
import org.bouncycastle.asn1.misc.ScryptParams;

/**
 * How much work one file may demand to turn its password into keys. A file says itself how many rounds that takes, so
 * without a limit a file could keep a processor busy for hours, or fill the memory.
 */
final class WorkLimit {
    /** In all of a file. Tools write 2,048 to 1,000,000; this many take some seconds. The JDK refuses more, too. */
    static final int ROUNDS = 5_000_000;

    /** Per derivation. openssl's default takes 16 MiB. */
    static final long SCRYPT_BYTES = 64L * 1024 * 1024;

    private static final int SCRYPT_BLOCK = 128; // RFC 7914 section 2: memory is 128 * N * r bytes

    private long left = ROUNDS;

    /** Counts rounds of PBKDF2 or of PKCS#12's own derivation. */
    void spend(BigInteger rounds) throws Unreadable {
        if (rounds.bitLength() >= Integer.SIZE || rounds.longValue() > left) {
            throw new Unreadable("demands more than the " + ROUNDS
                    + " rounds of key derivation allowed for a file: export it again with fewer");
        }
        left -= Math.max(0, rounds.longValue());
    }

    /** Checks the memory; the mixing of one block counts as a round, of which each block is mixed twice. */
    void spend(ScryptParams scrypt) throws Unreadable {
        BigInteger blocks = scrypt.getCostParameter().multiply(scrypt.getBlockSize());
        if (blocks.multiply(BigInteger.valueOf(SCRYPT_BLOCK)).compareTo(BigInteger.valueOf(SCRYPT_BYTES)) > 0) {
            throw new Unreadable("demands more than the " + SCRYPT_BYTES / 1024 / 1024
                    + " MiB of memory allowed for scrypt: export it again with a smaller cost");
        }
        spend(blocks.shiftLeft(1).multiply(scrypt.getParallelizationParameter()));
    }
}
