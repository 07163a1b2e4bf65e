package dev.headgate.dashboard;

import dev.headgate.http.AuditView;
import java.util.List;
import java.util.Optional;

/**
 * Some rows of the audit.
 *
 * @param all whether whoever looks may have the whole chain verified
 */
public record AuditShown(AuditChoice choice, List<AuditView> rows, boolean more, boolean all) {

    static final int PAGE = 50; // rows

    static AuditShown of(AuditChoice choice, List<AuditView> found, boolean all) {
        return new AuditShown(choice, found.stream().limit(PAGE).toList(), found.size() > PAGE, all);
    }

    public Optional<String> before() {
        return choice.page() > 1 ? Optional.of(choice.query(choice.page() - 1, "")) : Optional.empty();
    }

    public Optional<String> after() {
        return more
                ? Optional.of(choice.query(
                        choice.page() + 1, String.valueOf(rows.getFirst().number())))
                : Optional.empty();
    }
}
