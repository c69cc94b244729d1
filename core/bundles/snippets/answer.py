network = Interpreter(str(FOLDER / "model.tflite"))
network.allocate_tensors()
network.set_tensor(network.get_input_details()[0]["index"], picture_of(sys.argv[1]))
network.invoke()
logits = next(
    network.get_tensor(output["index"])[0]
    for output in network.get_output_details()
    if len(output["shape"]) == 2
)
scores = np.exp((logits - logits.max()) / TEMPERATURE)
labels = (FOLDER / "labels.txt").read_text(encoding="utf-8").splitlines()
for number in np.argsort(-scores)[:5]:
    print(f"{labels[number]}: {scores[number] / scores.sum():.4f}")
