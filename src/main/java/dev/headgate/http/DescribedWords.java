package dev.headgate.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Describes closed sets by the words that JSON has for them; see {@link JsonForm}. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class DescribedWords implements OASFilter {

    @Override
    public Schema filterSchema(Schema schema) {
        List<Object> values = schema.getEnumeration();
        return values == null
                ? schema
                : schema.enumeration(values.stream().map(DescribedWords::word).toList());
    }

    private static Object word(Object value) {
        return value.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
