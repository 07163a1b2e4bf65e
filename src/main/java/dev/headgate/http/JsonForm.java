package dev.headgate.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.headgate.gate.Work;
import dev.headgate.migration.Digest;
import dev.headgate.migration.Finding;
import dev.headgate.migration.LockHolder;
import dev.headgate.migration.Unknown;
import dev.headgate.migration.Version;
import dev.headgate.migration.Window;
import dev.headgate.operation.ScriptFailure;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;

/** How values of ours look in JSON: versions as written, closed sets as lower-case words, times as ISO 8601. */
@Singleton
@RegisterForReflection(
        targets = {
            BundleView.class,
            Finding.class,
            LockHolder.class,
            ScriptFailure.Report.class,
            EventView.class,
            GateView.class,
            Work.class,
            OperationView.class,
            RollbackResource.ReleaseView.class,
            RollbackResource.RollbackView.class,
            Unknown.class,
            VerificationView.class,
            Window.class
        })
final class JsonForm implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        SimpleModule module = new SimpleModule("headgate");
        module.addSerializer(Digest.class, ToStringSerializer.instance);
        module.addSerializer(Version.class, ToStringSerializer.instance);
        module.addSerializer(new WordSerializer());
        for (CoercionInputShape shape :
                List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
            mapper.coercionConfigFor(LogicalType.Textual)
                    .setCoercion(shape, CoercionAction.Fail); // the number 2.10 would become the version 2.1
        }
        for (CoercionInputShape shape : List.of(CoercionInputShape.Integer, CoercionInputShape.String)) {
            mapper.coercionConfigFor(LogicalType.Boolean).setCoercion(shape, CoercionAction.Fail);
        }
        mapper.registerModule(module).disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    }

    @SuppressWarnings("rawtypes") // Jackson hands out the raw type
    private static final class WordSerializer extends StdSerializer<Enum> {

        WordSerializer() {
            super(Enum.class);
        }

        @Override
        public void serialize(Enum value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeString(Asked.word(value));
        }
    }
}
