package dev.countersign.certs.key;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.certs.pem.Unreadable;
import java.math.BigInteger;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.junit.jupiter.api.Test;

final class WorkLimitTest {
    private static final String ROUNDS = "demands more than the 5000000 rounds of key derivation allowed for a file";
    private static final String MEMORY = "demands more than the 64 MiB of memory allowed for scrypt";

    private final WorkLimit limit = new WorkLimit();

    @Test
    void roundsOfAllPartsOfAFileCountTogether() throws Exception {
        limit.spend(BigInteger.valueOf(4_999_999));
        limit.spend(BigInteger.ONE);
        assertThatThrownBy(() -> limit.spend(BigInteger.ONE))
                .isInstanceOf(Unreadable.class)
                .hasMessageStartingWith(ROUNDS);
    }

    @Test
    void numbersNoComputerCountsToAreRefused() {
        assertThatThrownBy(() -> limit.spend(BigInteger.ONE.shiftLeft(64))).hasMessageStartingWith(ROUNDS);
        assertThatThrownBy(() -> limit.spend(BigInteger.valueOf(Long.MAX_VALUE)))
                .hasMessageStartingWith(ROUNDS);
        BigInteger huge = BigInteger.ONE.shiftLeft(40);
        assertThatThrownBy(() -> limit.spend(scrypt(huge, huge, BigInteger.ONE)))
                .hasMessageStartingWith(MEMORY);
    }

    /** Whoever reads the parameters next says that they make no sense; they must not give work back. */
    @Test
    void negativeNumbersGiveNothingBack() throws Exception {
        limit.spend(BigInteger.valueOf(-1));
        assertThatThrownBy(() -> limit.spend(BigInteger.valueOf(5_000_001))).hasMessageStartingWith(ROUNDS);
    }

    @Test
    void memoryOfScryptIsLimited() {
        assertThatCode(() -> limit.spend(scrypt(1 << 16, 8, 1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> limit.spend(scrypt((1 << 16) + 1, 8, 1))).hasMessageStartingWith(MEMORY);
    }

    @Test
    void parallelWorkOfScryptIsLimited() {
        assertThatCode(() -> new WorkLimit().spend(scrypt(1 << 14, 8, 16))).doesNotThrowAnyException();
        assertThatThrownBy(() -> limit.spend(scrypt(1 << 14, 8, 20))).hasMessageStartingWith(ROUNDS);
    }

    private static ScryptParams scrypt(int cost, int blockSize, int parallel) {
        return scrypt(BigInteger.valueOf(cost), BigInteger.valueOf(blockSize), BigInteger.valueOf(parallel));
    }

    private static ScryptParams scrypt(BigInteger cost, BigInteger blockSize, BigInteger parallel) {
        return new ScryptParams(new byte[8], cost, blockSize, parallel, null);
    }
}
