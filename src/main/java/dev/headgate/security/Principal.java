package dev.headgate.security;

import java.util.Set;
import java.util.regex.Pattern;

/** Who somebody has shown to be. The kinds are apart in their text too, so that none can pass for one of another kind. */
public sealed interface Principal {

    /** As logs, operations and the audit name it, such as {@code token:ci}. */
    String text();

    /** Somebody who has shown nothing. */
    record Anonymous() implements Principal {

        @Override
        public String text() {
            return "anonymous";
        }
    }

    /** A pod's service account, by a token of its cluster (Kubernetes, "Service account token volume projection"). */
    record ServiceAccount(String namespace, String name) implements Principal {

        static final String PREFIX = "system:serviceaccount:";
        private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

        public ServiceAccount {
            if (!FORM.matcher(namespace).matches() || !FORM.matcher(name).matches()) {
                throw new IllegalArgumentException("a service account has the name of a namespace and one of its own");
            }
        }

        @Override
        public String text() {
            return PREFIX + namespace + ":" + name;
        }
    }

    /**
     * A person, or a program that has an account among people, by a token of the OpenID provider.
     *
     * @param groups what the provider says of it
     */
    record User(String name, Set<String> groups) implements Principal {

        static final String PREFIX = "user:";

        public User {
            checkName(name);
            groups = Set.copyOf(groups);
        }

        @Override
        public String text() {
            return PREFIX + name;
        }
    }

    /** Whoever has one of the tokens whose hashes are in a file. */
    record Token(String name) implements Principal {

        static final String PREFIX = "token:";

        public Token {
            checkName(name);
        }

        @Override
        public String text() {
            return PREFIX + name;
        }
    }

    private static void checkName(String name) {
        if (name.isBlank() || name.length() > 200 || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a name is 1 to 200 characters on one line");
        }
    }
}
