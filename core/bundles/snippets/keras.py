import keras

network = keras.models.load_model("NAME.keras")
answers = network.predict(pictures)
