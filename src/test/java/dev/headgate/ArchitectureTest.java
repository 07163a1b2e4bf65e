package dev.headgate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.headgate.operation.Connections;
import dev.headgate.operation.TargetLock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The directions of DESIGN 4 and the names of STYLE 5. Each rule has samples that must break it. */
final class ArchitectureTest {

    private static final JavaClasses HEADGATE = new ClassFileImporter().importPath("target/classes");
    private static final JavaClasses BAD =
            new ClassFileImporter().importPath("target/test-classes/dev/headgate/badsamples");
    private static final String[] ADAPTERS = {
        "http", "postgres", "flyway", "bundles", "targets", "identity", "metrics", "tracing", "dev"
    };

    /** What holds, and the samples that break it. */
    enum Rule {
        THE_RULES_KNOW_ONLY_THE_JDK(
                classes()
                        .that()
                        .resideInAPackage(in("migration"))
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(in("migration"), "java..", "org.jspecify..")),
                "KnowsAFramework",
                "KnowsAnAdapter"),

        GATES_KNOW_ONLY_THE_RULES(
                classes()
                        .that()
                        .resideInAPackage(in("gate"))
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAnyPackage(in("gate"), in("migration"), "java..", "org.jspecify..")),
                "AsksTheOperation"),

        WHO_MAY_DO_WHAT_KNOWS_ONLY_THE_RULES(
                classes()
                        .that()
                        .resideInAPackage(in("security"))
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAnyPackage(in("security"), in("migration"), "java..", "org.jspecify..")),
                "TrustsAToken"),

        FLYWAY_IS_KNOWN_TO_ITS_ADAPTER_ONLY(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(in("flyway"))
                        .and()
                        .doNotHaveFullyQualifiedName("dev.headgate.Wiring")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.flywaydb.."),
                "CallsFlyway"),

        HTTP_IS_KNOWN_TO_ITS_ADAPTER_ONLY(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("http"), in("dashboard"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("jakarta.ws.rs.."),
                "AnswersHttp"),

        SQL_IS_KNOWN_WHERE_DATABASES_ARE(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("postgres"), in("flyway"), in("targets"), in("dev"))
                        .and(not(partOf(Connections.class, TargetLock.class)))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.sql.."),
                "RunsSql",
                "AnswersHttp"),

        METRICS_ARE_MADE_BY_THEIR_ROOM_AND_AT_THE_ENTRANCE(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(in("metrics"), in("http"))
                        .and()
                        .doNotHaveFullyQualifiedName("dev.headgate.Wiring")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.micrometer..", "io.prometheus.."),
                "CountsByItself"),

        ADAPTERS_DO_NOT_KNOW_EACH_OTHER(
                classes().that().resideInAnyPackage(each(ADAPTERS)).should(stayAwayFromOtherAdapters()), "RunsSql"),

        NAMES_SAY_SOMETHING(
                noClasses()
                        .should()
                        .haveNameMatching(
                                "(.*[.$])?((Common|Base|Abstract)([A-Z][^.$]*)?|[^.$]*(Utils?|Helper|Manager|Impl|Data|Info))"),
                "StringUtil",
                "AbstractThing"),

        EVERY_PACKAGE_SAYS_WHAT_NULL_MEANS(classes().should(beInANullMarkedPackage()), "StringUtil", "AbstractThing");

        private final ArchRule rule;
        private final Set<String> broken;

        Rule(ArchRule rule, String... broken) {
            this.rule = rule;
            this.broken = Set.of(broken);
        }
    }

    @ParameterizedTest
    @EnumSource
    void itHolds(Rule rule) {
        rule.rule.allowEmptyShould(false).check(HEADGATE);
    }

    @ParameterizedTest
    @EnumSource
    void exactlyItsBadSamplesBreakIt(Rule rule) {
        String report =
                String.join("\n", rule.rule.evaluate(BAD).getFailureReport().getDetails());

        assertThat(BAD.stream().map(JavaClass::getSimpleName).filter(report::contains))
                .as(report)
                .filteredOn(sample -> !sample.equals("HoldsSql")) // named only as what others wrongly know
                .filteredOn(sample -> !sample.equals("package-info")) // the advice names it
                .containsExactlyInAnyOrderElementsOf(rule.broken);
    }

    private static String in(String name) {
        return "dev.headgate.." + name + ".."; // the samples' packages too, but no library's of the same name
    }

    private static String[] each(String... names) {
        return Stream.of(names).map(ArchitectureTest::in).toArray(String[]::new);
    }

    /** The class itself, or a class inside it. */
    private static DescribedPredicate<JavaClass> partOf(Class<?>... whole) {
        return DescribedPredicate.describe(
                "part of " + List.of(whole),
                type -> Stream.of(whole)
                        .anyMatch(w -> type.getName().equals(w.getName())
                                || type.getName().startsWith(w.getName() + "$")));
    }

    private static ArchCondition<JavaClass> stayAwayFromOtherAdapters() {
        return condition(
                "stay away from other adapters",
                type -> type.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .filter(resideInAnyPackage(each(ADAPTERS)))
                        .filter(other -> !adapter(other).equals(adapter(type)))
                        .map(other -> type.getName() + " knows " + other.getName()));
    }

    private static String adapter(JavaClass type) {
        return Stream.of(ADAPTERS)
                .filter(name -> resideInAPackage(in(name)).test(type))
                .findFirst()
                .orElseThrow();
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return condition(
                "be in a package that is @NullMarked",
                type -> type.getPackage().isAnnotatedWith(NullMarked.class)
                        ? Stream.of()
                        : Stream.of(type.getName() + ": its package has no package-info.java with @NullMarked"));
    }

    private static ArchCondition<JavaClass> condition(String what, Function<JavaClass, Stream<String>> problems) {
        return new ArchCondition<>(what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                problems.apply(type).forEach(problem -> events.add(SimpleConditionEvent.violated(type, problem)));
            }
        };
    }
}
