def opened(path):
    """Opens a picture of any depth, upright, and on white where it is transparent."""
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode.startswith("I"):  # grey of 16 bits
        image = Image.fromarray((np.asarray(image) / 257).astype(np.uint8))
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


network = Interpreter(str(FOLDER / "model.tflite"))
network.allocate_tensors()
network.set_tensor(network.get_input_details()[0]["index"], picture_of(sys.argv[1]))
network.invoke()
outputs = [network.get_tensor(output["index"])[0] for output in network.get_output_details()]
logits = next(output for output in outputs if output.ndim == 1).astype(np.float64)
scores = np.exp((logits - logits.max()) / TEMPERATURE)
probabilities = scores / scores.sum()
labels = (FOLDER / "labels.txt").read_text(encoding="utf-8").splitlines()
for number in np.argsort(-probabilities)[:5]:
    print(f"{labels[number]}: {probabilities[number]:.4f}")

# How familiar the picture is: the energy score of the logits, or the correlation with the closest class mean,
# less as much as the correlation with the closest mean of other pictures, such as faces, exceeds it.
familiarity = logits.max() + np.log(np.exp(logits - logits.max()).sum())
if (FOLDER / "class_means.npy").exists():
    features = next(output for output in outputs if output.ndim == 3).mean(axis=(0, 1))
    familiarity = np.corrcoef(features, np.load(FOLDER / "class_means.npy"))[0, 1:].max()
    if (FOLDER / "stranger_means.npy").exists():
        strange = np.corrcoef(features, np.load(FOLDER / "stranger_means.npy"))[0, 1:].max()
        familiarity -= max(strange - familiarity, 0)
if familiarity < FAMILIAR_OF.get(labels[probabilities.argmax()], FAMILIAR):
    print("Not sure: it looks like nothing that the network was taught")
elif probabilities.max() < LEAST_CONFIDENCE:
    print("Not sure: no class is likely enough")
