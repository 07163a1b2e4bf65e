package dev.headgate.bundles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.migration.Adoption;
import dev.headgate.migration.Bundle;
import dev.headgate.migration.Finding;
import dev.headgate.migration.Reason;
import dev.headgate.migration.Refusal;
import dev.headgate.migration.Refused;
import dev.headgate.migration.Repeatable;
import dev.headgate.migration.Revision;
import dev.headgate.migration.Script;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.resource.ResourceName;
import org.flywaydb.core.internal.resource.ResourceNameParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BundleReaderTest {

    @Test
    void everyKindOfScriptFindsItsPlace() {
        Bundle bundle = read(files(
                "V1__first_thing.sql", "CREATE TABLE a (id int)",
                "U1__first_thing.sql", "DROP TABLE a",
                "later/V2_1__second.sql", "CREATE INDEX CONCURRENTLY i ON a (id)",
                "later/V2_1__second.sql.conf", "executeInTransaction=false",
                "B2.1__all.sql", "CREATE TABLE a (id int)",
                "R__views.sql", "CREATE OR REPLACE VIEW v AS SELECT 1"));

        assertThat(bundle.head()).isEqualTo(Version.of("2.1"));
        assertThat(bundle.source()).isEqualTo("filesystem:/scripts");
        assertThat(bundle.revisions()).extracting(Revision::description).containsExactly("first thing", "second");
        assertThat(bundle.revisions())
                .extracting(r -> r.undo().flatMap(undo -> undo.text().held()))
                .containsExactly(Optional.of("DROP TABLE a"), Optional.empty());
        assertThat(bundle.revisions())
                .extracting(r -> r.forward().file())
                .containsExactly("V1__first_thing.sql", "later/V2_1__second.sql");
        assertThat(bundle.revisions().getLast().forward().settings()).contains("executeInTransaction=false");
        assertThat(bundle.snapshotFor(Version.of("3")))
                .get()
                .extracting(s -> s.script().file())
                .isEqualTo("B2.1__all.sql");
        assertThat(bundle.snapshotFor(Version.of("2"))).isEmpty();
        assertThat(bundle.repeatables()).extracting(Repeatable::description).containsExactly("views");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "V1__a.sql",
                "V1_2__a_b.sql",
                "V1.2.3__a__b.sql",
                "V01___a.sql",
                "V1__a.b.sql",
                "B3__ä.sql",
                "R__a_b.sql",
                "R__2024.sql"
            })
    void aNameSaysWhatItSaysToFlyway(String file) {
        ResourceName flyways = new ResourceNameParser(new FluentConfiguration()).parse(file);
        ScriptName ours = ScriptName.of(file);

        assertThat(flyways.isValid())
                .as("only so that this test is about valid names")
                .isTrue();
        assertThat(ours.description()).isEqualTo(flyways.getDescription());
        assertThat(ours.version().map(Version::toString))
                .isEqualTo(Optional.ofNullable(flyways.getVersion()).map(MigrationVersion::toString));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() {
        Bundle bundle =
                read(files("V1__a.sql", "\uFEFFSELECT 1;", "V1__a.sql.conf", "\uFEFFexecuteInTransaction=true"));

        assertThat(bundle.revisions().getFirst().forward())
                .isEqualTo(Script.of("V1__a.sql", "SELECT 1;", Optional.of("executeInTransaction=true")));
    }

    @Test
    void theSameFilesHaveTheSameDigestInAnyOrder() {
        Map<String, byte[]> backwards = new LinkedHashMap<>();
        files("V1__a.sql", "A", "V2__b.sql", "B").descendingMap().forEach(backwards::put);

        assertThat(digest("V1__a.sql", "A", "V2__b.sql", "B"))
                .matches("sha256:[0-9a-f]{64}")
                .isEqualTo(reader("elsewhere", backwards)
                        .delivery()
                        .bundle()
                        .digest()
                        .text());
    }

    @Test
    void everyByteAndEveryNameChangesTheDigest() {
        assertThat(digest("V1__a.sql", "A", "V2__b.sql", "B"))
                .isNotEqualTo(digest("V1__a.sql", "A ", "V2__b.sql", "B"))
                .isNotEqualTo(digest("V1__a.sql", "A\n", "V2__b.sql", "B"))
                .isNotEqualTo(digest("V1__a.sql", "\uFEFFA", "V2__b.sql", "B"))
                .isNotEqualTo(digest("V1__c.sql", "A", "V2__b.sql", "B"))
                .isNotEqualTo(digest("V1__a.sql", "B", "V2__b.sql", "A"))
                .isNotEqualTo(digest("x/V1__a.sql", "A", "V2__b.sql", "B"))
                .isNotEqualTo(digest("V1__a.sql", "A", "V2__b.sql", "B", "V2__b.sql.conf", ""))
                .isNotEqualTo(digest("V1__a.sql", "A", "V2__b.sql", "B", "headgate.yaml", "release: a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    # file               | text                      | what is wrong with it
                    V2.sql               |                           | the name is malformed; allowed are V1__what.sql, U1__what.sql, B1__what.sql and R__what.sql
                    v2__a.sql            |                           | the name is malformed
                    R2__a.sql            |                           | the name is malformed
                    afterMigrate.sql     |                           | the name is malformed
                    sub/2__a.sql         |                           | the name is malformed
                    V2a__a.sql           |                           | '2a' is not a version; write numbers separated by dots, such as 8 or 2.1
                    V0__a.sql            |                           | version 0 stands for before the first; begin with 1
                    V01__other.sql       |                           | has the same version
                    sub/V1__other.sql    |                           | has the same version
                    sub/R__views.sql     |                           | has the same description
                    U2__a.sql            |                           | it undoes 2, but there is no V script of that version
                    B2__a.sql            |                           | it is above every V script, so a database that exists already could never get there
                    R__names.sql         | SELECT '${name}'          | placeholders in repeatable scripts are not supported; if ${ is meant as it stands, put placeholderReplacement=false into R__names.sql.conf
                    V2__a.sql.conf       | executeInTransaction=true | it configures a script that is not there
                    V2__a.sql            | -- headgate: phase=both   | it tells Headgate 'phase=both'; allowed is one line, '-- headgate: phase=expand' or '-- headgate: phase=contract'
                    V2__a.sql            | --Headgate:expand         | it tells Headgate 'expand'; allowed is one line
                    V2__a.sql            | "-- headgate: phase=expand\\n-- headgate: phase=expand" | it tells Headgate 'phase=expand', 'phase=expand'; allowed is one line
                    U1__a.sql            | -- headgate: phase=expand | it tells Headgate something, which only a V script may
                    B1__a.sql            | -- headgate: phase=expand | it tells Headgate something, which only a V script may
                    R__a.sql             | -- headgate: phase=expand | it tells Headgate something, which only a V script may
                    headgate.yaml        | "serves: {from: 1, to: 2}" | serves.to is 2, above the bundle's head 1; allowed is that or a revision below
                    headgate.yaml        | "serves: {from: 1, to: 0.5}" | serves.from is 1, above serves.to, which is 0.5
                    headgate.yaml        | "serves: {from: 1}"       | serves.to is no version; write numbers separated by dots, such as serves: {from: "6", to: "8"}
                    headgate.yaml        | "serves: {from: x, to: 1}" | serves.from is no version
                    headgate.yaml        | "serves: {from: [1], to: 1}" | serves.from is no version
                    headgate.yaml        | "serves: {from: 1, to: 1, at: 1}" | serves has the key 'at'; write serves: {from: "6", to: "8"}
                    headgate.yaml        | "serves: 1"               | serves has no keys
                    headgate.yaml        | "release: a b"            | release is 1 to 100 visible ASCII characters without spaces, such as release: shop-2.4
                    headgate.yaml        | "release:"                | release is 1 to 100
                    headgate.yaml        | "release: [a]"            | release is 1 to 100
                    headgate.yaml        | "name: a"                 | it has the key 'name'; allowed are release, serves, adopt and notes
                    headgate.yaml        | "relese: a"               | it has the key 'relese'; did you mean release?
                    headgate.yaml        | "Release: a"              | it has the key 'Release'; did you mean release?
                    headgate.yaml        | "noets: a"                | it has the key 'noets'; did you mean notes?
                    headgate.yaml        | "a: a"                    | it has the key 'a'; allowed are release, serves, adopt and notes
                    headgate.yaml        | "{""a\\u0007"": a}"        | it has the key 'a\\u0007'; allowed are
                    headgate.yaml        | "serves: {form: 1, from: 1, to: 1}" | serves has the key 'form'; did you mean from?
                    headgate.yaml        | "adopt: {marker: a, at: 1, makrer: b}" | adopt has the key 'makrer'; did you mean marker?
                    headgate.yaml        | "adopt: {marker: a, at: 1, where: b}" | adopt has the key 'where'; write adopt: {marker: shop.orders, at: "1"}
                    headgate.yaml        | "adopt: {marker: a, at: 1, at: 1}" | adopt has the key 'at' twice
                    headgate.yaml        | "adopt: shop.orders"      | adopt has no keys; write adopt: {marker: shop.orders, at: "1"}
                    headgate.yaml        | "adopt: {at: 1}"          | adopt.marker is no relation; write adopt: {marker: shop.orders, at: "1"}
                    headgate.yaml        | "adopt: {marker: a b, at: 1}" | adopt.marker is no relation
                    headgate.yaml        | "adopt: {marker: ""a\\0b"", at: 1}" | adopt.marker is no relation
                    headgate.yaml        | "adopt: {marker: ""a\\ud83d"", at: 1}" | adopt.marker is no relation
                    headgate.yaml        | "notes: ""a\\ud83d"" "      | notes is a text of 1 to 2000 characters
                    headgate.yaml        | "adopt: {marker: a.b.c, at: 1}" | adopt.marker is no relation
                    headgate.yaml        | "adopt: {marker: a}"      | adopt.at is no version; write numbers separated by dots
                    headgate.yaml        | "adopt: {marker: a, at: head}" | adopt.at is no version
                    headgate.yaml        | "adopt: {marker: a, at: 2}" | adopt.at is 2; allowed is a revision of the bundle
                    headgate.yaml        | "notes:"                  | notes is a text of 1 to 2000 characters
                    headgate.yaml        | "notes: [a]"              | notes is a text of 1 to 2000 characters
                    headgate.yaml        | "{notes: ""a\\e[2J""}"      | notes is a text of 1 to 2000 characters, without control characters other than line breaks
                    headgate.yaml        | "{release: a, release: b}" | it has the key 'release' twice
                    headgate.yaml        | "release: a: b"           | it is not YAML: mapping values are not allowed here, line 1; allowed are release
                    headgate.yaml        | "release: !!int a\\n---\\nb"  | it is not YAML
                    headgate.yaml        | just a text               | it has no keys; allowed are release
                    sub/headgate.yaml    | "release: a"              | the name is malformed
                    V1__one.sql.conf     | executeInTransaction=no   | executeInTransaction is 'no'; allowed are true and false
                    V1__one.sql.conf     | encoding=latin1           | encoding is 'latin1'; allowed is UTF-8
                    V1__one.sql.conf     | "a=\\uZZZZ"               | there is a \\u in it that four hexadecimal digits do not follow
                    V1__one.sql.conf     | shouldExecute=false       | shouldExecute is not a key that open-source Flyway knows; allowed are executeInTransaction, placeholderReplacement and encoding
                    """)
    void eachProblemNamesItsFile(String file, String text, String problem) {
        Map<String, byte[]> files = files("V1__one.sql", "SELECT 1", "R__views.sql", "SELECT 2");
        files.put(file, bytes(text == null ? "SELECT 3" : text.replace("\\n", "\n")));

        Refusal refusal = refusal(files);

        assertThat(findings(refusal)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.BUNDLE_PROBLEM);
            assertThat(finding.file())
                    .hasValueSatisfying(f -> assertThat(finding.sentence()).startsWith(f + ": "));
            assertThat(finding.sentence()).contains(problem);
        });
        assertThat(refusal.sentence()).contains(file);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    # script                                                       | phase
                    SELECT 1                                                       | contract
                    -- headgate: phase=contract\\nSELECT 1                          | contract
                    -- headgate: phase=expand\\nSELECT 1                            | expand
                    -- headgate: phase=expand                                      | expand
                    --headgate:phase=expand  \\r\\nSELECT 1                          | expand
                    -- by me\\n\\n   -- what it does\\n\\t-- HEADGATE: phase=expand\\nA | expand
                    \uFEFF-- headgate: phase=expand\\nSELECT 1                      | expand
                    SELECT 1;\\n-- headgate: phase=expand                           | contract
                    /* by me */\\n-- headgate: phase=expand                         | contract
                    -- about headgate: phase=expand\\nSELECT 1                      | contract
                    """)
    void theCommentsAtTheTopOfAScriptSayItsPhase(String script, String phase) {
        String text = script.translateEscapes();

        assertThat(read(files("V1__a.sql", text)).revisions().getFirst().phase().word())
                .isEqualTo(phase);
        assertThat(read(files("V1__a.sql", text + "\n" + "x".repeat(3 * Contents.LARGEST)))
                        .revisions()
                        .getFirst()
                        .phase()
                        .word())
                .as("of a script that is not held")
                .isEqualTo(phase);
    }

    @Test
    void aDirectiveThatGoesOnBehindManyBlanksIsNotTakenForAShortOne() {
        assertThat(refusal(files("V1__a.sql", "-- headgate: phase=expand" + " ".repeat(500) + "not"))
                        .sentence())
                .contains("V1__a.sql: it tells Headgate 'phase=expand");
    }

    @Test
    void aManifestNamesTheReleaseAndWhatItServes() {
        Bundle bundle = read(files(
                "V1__a.sql",
                "A",
                "V2.10__b.sql",
                "B",
                "headgate.yaml",
                "# of our shop\nrelease: shop-2.4\nserves: {from: 1, to: 2.10}\n"));

        assertThat(bundle.release()).contains("shop-2.4");
        assertThat(bundle.serves()).isEqualTo(new Window(Version.of("1"), Version.of("2.10")));
    }

    @Test
    void aManifestSaysHowADatabaseIsAdoptedAndWhatIsToBeKnown() {
        Bundle bundle = read(files(
                "V1__a.sql",
                "A",
                "B1.1__b.sql",
                "B",
                "V2__b.sql",
                "B",
                "headgate.yaml",
                "adopt: {marker: shop.orders, at: 1.1}\nnotes: |\n  Adds a status.\n  Takes an hour.\n"));

        assertThat(bundle.adoption()).contains(new Adoption("shop.orders", Version.of("1.1")));
        assertThat(bundle.notes()).contains("Adds a status.\nTakes an hour.");
    }

    @Test
    void notesMayHaveTwoThousandCharacters() {
        assertThat(read(files("V1__a.sql", "A", "headgate.yaml", "notes: " + "ä".repeat(2000)))
                        .notes())
                .hasValueSatisfying(notes -> assertThat(notes).hasSize(2000));
        assertThat(refusal(files("V1__a.sql", "A", "headgate.yaml", "notes: " + "ä".repeat(2001)))
                        .sentence())
                .contains("headgate.yaml: notes is a text of 1 to 2000 characters");
    }

    @Test
    void aManifestThatIsNestedWithoutEndIsRefused() {
        assertThat(refusal(files("V1__a.sql", "A", "headgate.yaml", "notes: " + "[".repeat(60_000)))
                        .sentence())
                .contains("headgate.yaml: it is not YAML");
    }

    @Test
    void settingsThatAreManyAreRefused() {
        Map<String, byte[]> files = files();
        for (int i = 1; i <= 257; i++) {
            files.put("V%d__a.sql".formatted(i), bytes("A"));
            files.put("V%d__a.sql.conf".formatted(i), bytes("#".repeat(64 * 1024)));
        }

        assertThat(refusal(files).sentence())
                .contains("problems: the files beside its scripts have more than 16777216 bytes together. Mend");
    }

    @Test
    void withoutAManifestAReleaseHasNoNameAndServesTheHead() {
        assertThat(read(files("V1__a.sql", "A", "V2__b.sql", "B")))
                .returns(Optional.empty(), Bundle::release)
                .returns(new Window(Version.of("2"), Version.of("2")), Bundle::serves);
        assertThat(read(files("V1__a.sql", "A", "headgate.yaml", "# nothing yet\n")))
                .returns(Optional.empty(), Bundle::release)
                .returns(new Window(Version.of("1"), Version.of("1")), Bundle::serves);
    }

    @Test
    void aSquashedBundleServesWhatItHasNoScriptsFor() {
        assertThat(read(files("B8__a.sql", "A", "headgate.yaml", "serves: {from: \"6\", to: \"8\"}"))
                        .serves())
                .hasToString("6 to 8");
    }

    @Test
    void dollarsInARepeatableAreFineOnceTheyAreMeantAsTheyStand() {
        assertThat(read(files(
                                "V1__a.sql", "A",
                                "R__a.sql", "SELECT '${name}'",
                                "R__a.sql.conf", "placeholderReplacement=false"))
                        .repeatables())
                .hasSize(1);
    }

    @Test
    void aDescriptionLongerThanTheLedgersColumnIsRefused() {
        assertThat(read(files("V1__" + "a".repeat(200) + ".sql", "A")).revisions())
                .hasSize(1);
        assertThat(refusal(files("V1__" + "a".repeat(201) + ".sql", "A")).sentence())
                .contains("the description has more than 200 characters");
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        Map<String, byte[]> files = files("V1__a.sql.conf", "");
        files.put("V1__a.sql", "-- Größe".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(refusal(files).sentence()).contains("V1__a.sql: it is not UTF-8");
    }

    @Test
    void aBundleWithoutRevisionsIsRefused() {
        assertThat(refusal(files()).sentence()).contains("there is no V or B script in it");
        assertThat(refusal(files("R__a.sql", "A")).sentence()).contains("there is no V or B script in it");
    }

    @Test
    void allProblemsAreListedAtOnce() {
        Refusal refusal = refusal(files(
                "V1__a.sql", "A",
                "V1.0__twin.sql", "A",
                "U7__lost.sql", "A",
                "B9__high.sql", "A",
                "R__a.sql", "${b}",
                "notes.sql", "A",
                "V5__e.sql", "A",
                "V5__e.sql.conf", "encoding=latin1\nunknown=1",
                "V3__c.sql.conf", ""));

        assertThat(refusal.reason()).isEqualTo(Reason.BUNDLE_INVALID);
        assertThat(refusal.sentence())
                .startsWith("the bundle at filesystem:/scripts has problems: ")
                .endsWith("Mend them: a folder is read again when it changes");
        assertThat(findings(refusal))
                .flatExtracting(f -> f.file().stream().toList())
                .containsExactlyInAnyOrder(
                        "V5__e.sql.conf",
                        "V5__e.sql.conf",
                        "V1__a.sql",
                        "U7__lost.sql",
                        "B9__high.sql",
                        "R__a.sql",
                        "notes.sql",
                        "V3__c.sql.conf");
    }

    private static TreeMap<String, byte[]> files(String... namesAndTexts) {
        TreeMap<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.put(namesAndTexts[i], bytes(namesAndTexts[i + 1]));
        }
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Bundle read(Map<String, byte[]> files) {
        return reader("filesystem:/scripts", files).delivery().bundle();
    }

    private static BundleReader reader(String source, Map<String, byte[]> files) {
        Map<String, BundleFile> contents = new LinkedHashMap<>();
        files.forEach((name, bytes) ->
                contents.put(name, new BundleFile(bytes.length, () -> new ByteArrayInputStream(bytes))));
        return new BundleReader(new BundleFiles(source, contents), new Problems(Provenance.at(source)));
    }

    private static String digest(String... namesAndTexts) {
        return read(files(namesAndTexts)).digest().text();
    }

    private static Refusal refusal(Map<String, byte[]> files) {
        return catchThrowableOfType(Refused.class, () -> read(files)).refusal();
    }

    private static List<Finding> findings(Refusal refusal) {
        return ((List<?>) refusal.details().get("findings"))
                .stream().map(Finding.class::cast).toList();
    }
}
