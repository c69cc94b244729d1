import tensorflow as tf

network = tf.saved_model.load("NAME/1")
answers = network.serve(pictures)
