package dev.headgate.bundles;

/** How a text that others wrote is shown: it can neither move a cursor nor turn the direction of a line. */
final class Shown {

    private static final int LONGEST = 200;

    private Shown() {}

    /** A name: its beginning, where it is long. */
    static String name(String name) {
        return text(name, LONGEST);
    }

    static String text(String text, int longest) {
        StringBuilder shown = new StringBuilder();
        int end = Math.min(text.length(), longest);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                shown.append(c);
            } else {
                shown.append("\\u%04x".formatted((int) c));
            }
        }
        return end < text.length() ? shown + "…" : shown.toString();
    }

    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
