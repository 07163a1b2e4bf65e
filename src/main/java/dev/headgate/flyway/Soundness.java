package dev.headgate.flyway;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a step leaves the indexes and constraints that it names in the state that their names promise. Guards such as
 * IF NOT EXISTS look at names only, and pass over an index that a broken build left invalid.
 */
final class Soundness {

    private final List<String> schemas;
    private final Set<Long> before;
    private final Touched touched = new Touched();

    private Soundness(List<String> schemas, Set<Long> before) {
        this.schemas = schemas;
        this.before = before;
    }

    /**
     * Notes what is not sound before a step begins.
     *
     * @param schemas the managed schemas: what appears elsewhere is not this step's, unless it names it
     */
    static Soundness before(Connection connection, List<String> schemas) throws SQLException {
        return new Soundness(
                schemas, Defect.find(connection).stream().map(Defect::oid).collect(Collectors.toSet()));
    }

    /** One of the step's statements. */
    void touched(String sql) {
        touched.add(sql);
    }

    /**
     * What the step leaves, in sentences.
     *
     * @param broken what must not stay so, each with the way out; the step has failed
     * @param remarks what may be so for now, each with what is still to be done
     */
    record Findings(List<String> broken, List<String> remarks) {}

    /** After the step's last statement, in its transaction where it has one, and with its search path. */
    Findings after(Connection connection) throws SQLException {
        List<Defect> now = Defect.find(connection);
        return new Findings(
                now.stream().filter(this::isFault).map(Defect::asFault).toList(),
                now.stream().filter(this::isWorthARemark).map(Defect::asRemark).toList());
    }

    private boolean isFault(Defect defect) {
        boolean left = defect.sort() == Defect.Sort.INDEX && isNew(defect) && !defect.busy();
        return left || touched.claims(defect);
    }

    private boolean isWorthARemark(Defect defect) {
        boolean meant = touched.postpones(defect) || (isNew(defect) && !defect.inherited());
        return meant && defect.sort() != Defect.Sort.INDEX && !isFault(defect);
    }

    private boolean isNew(Defect defect) {
        return defect.isIn(schemas) && !before.contains(defect.oid());
    }
}
