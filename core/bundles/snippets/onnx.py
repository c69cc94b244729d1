import onnxruntime

network = onnxruntime.InferenceSession("NAME.onnx")
(answers,) = network.run(None, {"picture": pictures})
