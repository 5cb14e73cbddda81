package io.cdmaa.spark;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.ConversionPatterns;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Writes JSON objects as rows of a Parquet file on this machine. The driver does that itself: as
 * tasks of Spark, writes to a disk that is full would be tried again and again, each with a stack
 * trace.
 */
@SuppressWarnings("deprecation") // what Parquet has no replacement for that is not optional
final class ParquetRows extends WriteSupport<JsonNode> {
  /** Under which Spark keeps the type of the rows. */
  private static final String SPARK_TYPE = "org.apache.spark.sql.parquet.row.metadata";

  private static final String ELEMENT = "element";
  private static final String LIST = "list";
  private static final String KEY_VALUE = "key_value";

  /**
   * A type without parts.
   *
   * @param fits whether a JSON value is of the type
   */
  private record Scalar(
      PrimitiveTypeName name,
      Predicate<JsonNode> fits,
      BiConsumer<RecordConsumer, JsonNode> write) {}

  private static final Map<DataType, Scalar> SCALARS =
      Map.of(
          DataTypes.BooleanType,
          new Scalar(
              PrimitiveTypeName.BOOLEAN,
              JsonNode::isBoolean,
              (to, value) -> to.addBoolean(value.asBoolean())),
          DataTypes.IntegerType,
          new Scalar(
              PrimitiveTypeName.INT32,
              value -> value.isIntegralNumber() && value.canConvertToInt(),
              (to, value) -> to.addInteger(value.asInt())),
          DataTypes.LongType,
          new Scalar(
              PrimitiveTypeName.INT64,
              value -> value.isIntegralNumber() && value.canConvertToLong(),
              (to, value) -> to.addLong(value.asLong())),
          DataTypes.DoubleType,
          new Scalar(
              PrimitiveTypeName.DOUBLE,
              value -> value.isNumber() || value.asText().matches("NaN|-?Infinity"),
              (to, value) -> to.addDouble(Double.parseDouble(value.asText()))),
          DataTypes.StringType,
          new Scalar(
              PrimitiveTypeName.BINARY,
              value -> !value.isNull() && !value.isMissingNode(),
              (to, value) ->
                  to.addBinary(
                      Binary.fromString(value.isTextual() ? value.asText() : value.toString()))));

  private final StructType row;
  private RecordConsumer to;

  private ParquetRows(StructType row) {
    this.row = row;
  }

  /** Opens a file. */
  private static final class Builder extends ParquetWriter.Builder<JsonNode, Builder> {
    private final StructType row;

    Builder(OutputFile file, StructType row) {
      super(file);
      this.row = row;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    protected WriteSupport<JsonNode> getWriteSupport(Configuration hadoop) {
      return new ParquetRows(row);
    }
  }

  /**
   * Writes a file.
   *
   * @param row the columns; what a row lacks, or has in another type, is null
   * @param file a new file
   */
  static void write(StructType row, List<? extends JsonNode> rows, Path file) throws IOException {
    try (ParquetWriter<JsonNode> writer =
        new Builder(new LocalOutputFile(file), row)
            // In plain Java, without a native library.
            .withCompressionCodec(CompressionCodecName.GZIP)
            .build()) {
      for (JsonNode each : rows) {
        writer.write(each);
      }
    }
  }

  @Override
  public WriteContext init(Configuration hadoop) {
    return new WriteContext(
        new MessageType("spark_schema", fields(row)), Map.of(SPARK_TYPE, row.json()));
  }

  private static List<Type> fields(StructType struct) {
    return Stream.of(struct.fields())
        .map(field -> type(field.name(), field.dataType(), Repetition.OPTIONAL))
        .toList();
  }

  private static Type type(String name, DataType type, Repetition repetition) {
    if (type instanceof StructType struct) {
      return new GroupType(repetition, name, fields(struct));
    }
    if (type instanceof ArrayType array) {
      return ConversionPatterns.listOfElements(
          repetition, name, type(ELEMENT, array.elementType(), Repetition.OPTIONAL));
    }
    if (type instanceof MapType map) {
      return ConversionPatterns.mapType(
          repetition,
          name,
          KEY_VALUE,
          type("key", map.keyType(), Repetition.REQUIRED),
          type("value", map.valueType(), Repetition.OPTIONAL));
    }
    PrimitiveTypeName scalar = SCALARS.get(type).name();
    return Types.primitive(scalar, repetition)
        .as(scalar == PrimitiveTypeName.BINARY ? LogicalTypeAnnotation.stringType() : null)
        .named(name);
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    to = consumer;
  }

  @Override
  public void write(JsonNode object) {
    to.startMessage();
    writeFields(row, object);
    to.endMessage();
  }

  private void writeFields(StructType struct, JsonNode object) {
    StructField[] fields = struct.fields();
    for (int i = 0; i < fields.length; i++) {
      writeField(fields[i].name(), i, fields[i].dataType(), object.path(fields[i].name()));
    }
  }

  private void writeField(String name, int index, DataType type, JsonNode value) {
    if (!fits(type, value)) {
      return;
    }
    to.startField(name, index);
    if (SCALARS.containsKey(type)) {
      SCALARS.get(type).write().accept(to, value);
    } else {
      to.startGroup();
      if (type instanceof StructType struct) {
        writeFields(struct, value);
      } else if (!value.isEmpty()) {
        writeEntries(type, value);
      }
      to.endGroup();
    }
    to.endField(name, index);
  }

  private static boolean fits(DataType type, JsonNode value) {
    return SCALARS.containsKey(type)
        ? SCALARS.get(type).fits().test(value)
        : type instanceof ArrayType ? value.isArray() : value.isObject();
  }

  private void writeEntries(DataType type, JsonNode values) {
    String name = type instanceof MapType ? KEY_VALUE : LIST;
    to.startField(name, 0);
    if (type instanceof MapType map) {
      for (Map.Entry<String, JsonNode> entry : values.properties()) {
        to.startGroup();
        to.startField("key", 0);
        to.addBinary(Binary.fromString(entry.getKey()));
        to.endField("key", 0);
        writeField("value", 1, map.valueType(), entry.getValue());
        to.endGroup();
      }
    } else {
      for (JsonNode value : values) {
        to.startGroup();
        writeField(ELEMENT, 0, ((ArrayType) type).elementType(), value);
        to.endGroup();
      }
    }
    to.endField(name, 0);
  }
}
