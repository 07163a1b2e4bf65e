package dev.headgate.badsamples.gate;

import dev.headgate.operation.Operation;

/** Breaks a rule on purpose: a gate knows the rules and nothing else. */
final class AsksTheOperation {

    Operation operation(Operation operation) {
        return operation;
    }
}
