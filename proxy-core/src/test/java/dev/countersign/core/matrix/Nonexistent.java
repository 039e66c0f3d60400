package dev.countersign.core.matrix;

import java.util.Optional;

/** Why a cell of the matrix cannot exist. */
enum Nonexistent {
    /** What is refused is closed at once, and its session is not kept. */
    REFUSED,
    /** {@code s_server -www} and gnutls-serv answer one request per connection. */
    CLOSED_AFTER_EACH_RESPONSE;

    /** Empty where the cell exists. */
    static Optional<Nonexistent> reason(Cell cell) {
        if (cell.isRefused() && (cell.resumed() || cell.pooled())) {
            return Optional.of(REFUSED);
        }
        return cell.pooled() && !cell.origin().keepsAlive()
                ? Optional.of(CLOSED_AFTER_EACH_RESPONSE)
                : Optional.empty();
    }
}
