package io.cdmaa.transform;

import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import java.util.List;

/**
 * A linear map along each axis of every plane.
 *
 * @param frame the part of the photo that it applies to
 * @param rows the map along columns, from rows to rows
 * @param columns the map along rows, from columns to columns
 */
record PlanesStage(Frame frame, AxisBlocks rows, AxisBlocks columns) implements Stage {
  /** Makes a stage of a map per axis. */
  static PlanesStage of(Frame frame, AxisMap vertical, AxisMap horizontal) {
    return new PlanesStage(frame, AxisBlocks.of(vertical), AxisBlocks.of(horizontal));
  }

  @Override
  public String structure() {
    return "planes-" + rows.structure() + "-" + columns.structure();
  }

  @Override
  public List<TensorData> parameters() {
    return List.of(rows.matrices(), columns.matrices());
  }

  @Override
  public String emit(GraphBuilder b, String x, List<String> parameters) {
    int channels = frame.channels();
    String down = rows.emit(b, x, parameters.get(0), channels, frame.width());
    String turned = b.transpose(down, 0, 1, 3, 2);
    String across = columns.emit(b, turned, parameters.get(1), channels, frame.height());
    String image = b.transpose(across, 0, 1, 3, 2);
    return b.op("Clip", image, b.scalar(-1), b.scalar(1));
  }
}
