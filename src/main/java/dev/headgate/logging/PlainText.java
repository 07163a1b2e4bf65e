package dev.headgate.logging;

/** Text that can end no line, and steers no terminal and no eye. */
final class PlainText {

    private PlainText() {}

    /** The same, with everything that is not seen written as Java would. */
    static String of(String text) {
        return text.codePoints().noneMatch(PlainText::isUnseen) ? text : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder plain = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> plain.append("\\n");
                case '\r' -> plain.append("\\r");
                case '\t' -> plain.append("\\t");
                default -> {
                    if (!isUnseen(c)) {
                        plain.appendCodePoint(c);
                    } else {
                        plain.append(Character.isBmpCodePoint(c) ? "\\u%04x".formatted(c) : "\\u{%x}".formatted(c));
                    }
                }
            }
        });
        return plain.toString();
    }

    /** Control characters, ends of lines and paragraphs, what turns the direction of writing, halves of characters. */
    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
