package dev.headgate;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Without these programs the tests are skipped, and say so; but they fail where CI=true, lest a gate opens by itself. */
@Inherited // by the twins that run on the packaged application
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Needs.Installed.class)
public @interface Needs {

    Program[] value();

    /** Whether they are there. */
    final class Installed implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            List<String> missing = context.getTestClass().stream()
                    .flatMap(type -> Stream.of(type.getAnnotation(Needs.class).value()))
                    .filter(program -> program.path().isEmpty())
                    .map(Program::missing)
                    .toList();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("all are installed");
            }
            String sentence = String.join("; ", missing);
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(sentence);
            }
            System.out.println(
                    context.getDisplayName() + " is skipped: " + sentence); // Maven keeps the reason to itself
            return ConditionEvaluationResult.disabled(sentence);
        }
    }
}
