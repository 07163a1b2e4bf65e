package dev.headgate.dashboard;

import dev.headgate.http.BundleView;
import dev.headgate.http.OperationView;
import dev.headgate.http.PlanView;
import dev.headgate.http.TargetView;
import dev.headgate.migration.LedgerRow;
import java.util.Optional;

/**
 * A target with all that is known of it.
 *
 * @param view as the API tells it
 * @param pending the first steps that upgrade would take, with their scripts
 * @param steps how many steps those would be
 */
public record TargetShown(
        Now now,
        TargetView view,
        Slice<PlanView.PlannedStep> pending,
        int steps,
        Slice<LedgerRow> ledger,
        Slice<OperationView> operations,
        Slice<BundleView> bundles) {

    /** Whether upgrade would take more steps than are shown. */
    public Optional<Integer> furtherSteps() {
        return steps > pending.items().size()
                ? Optional.of(steps - pending.items().size())
                : Optional.empty();
    }
}
