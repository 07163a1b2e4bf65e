package dev.headgate;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** A class of a recipe, compiled on the tests' class path. */
final class RecipeClass {

    private static final Pattern NAME = Pattern.compile("(?m)^public class (\\w+)");

    private RecipeClass() {}

    /** Compiles a source, which the compiler may not even warn of, and makes an instance. */
    static <T> T made(Path folder, String source, Class<T> type) throws IOException, ReflectiveOperationException {
        Matcher name = NAME.matcher(source);
        if (!name.find()) {
            throw new AssertionError("no public class in " + source);
        }
        Path home = Files.createTempDirectory(folder, "classes");
        Path file = Files.writeString(home.resolve(name.group(1) + ".java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-Xlint:all,-classfile,-path",
                    "-Werror",
                    "-d",
                    home.toString(),
                    "-cp",
                    System.getProperty("java.class.path"));
            if (!compiler.getTask(complaints, files, null, options, null, files.getJavaFileObjects(file))
                    .call()) {
                throw new AssertionError(complaints.toString());
            }
        }
        URLClassLoader loader =
                new URLClassLoader(new URL[] {home.toUri().toURL()}, RecipeClass.class.getClassLoader());
        return type.cast(
                loader.loadClass(name.group(1)).getDeclaredConstructor().newInstance());
    }
}
