"""Figures -> charts, overlays, tables and sentences.

Knows how answers and trainings are shown and put into words. Does not know Streamlit: what is made here is
data, a specification or a picture. Nothing is re-exported; import the module that you mean.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "answer_charts": ["line_colors", "replay_chart", "replay_in_words"],
        "answer_panels": ["Summary", "message_html", "panels_html", "strip_html", "summarize"],
        "chart_theme": ["with_readable_text"],
        "comparison_charts": [
            "confusion_figures",
            "risk_coverage_figure",
            "size_and_time_figures",
            "training_figures",
        ],
        "comparison_figures": ["Figure", "comparison_style", "figures_html", "list_html"],
        "comparison_gallery": ["Gallery", "GalleryPicture", "gallery_html", "gallery_in_words"],
        "comparison_reliability": ["reliability_figure"],
        "comparison_report": ["labelled_report", "picture_report", "training_report"],
        "comparison_table": [
            "column_explanations",
            "comparison_csv",
            "comparison_frame",
            "comparison_styler",
        ],
        "comparison_words": [
            "best_in_words",
            "calibration_in_words",
            "change_in_words",
            "first_failures_in_words",
            "paired_tests_in_words",
            "step_in_words",
            "step_text",
            "sure_in_words",
            "unknown_classes_in_words",
        ],
        "evaluation_charts": [
            "confidence_counts",
            "reliability_before_and_after",
            "reliability_table",
            "risk_coverage_chart",
            "risk_coverage_table",
        ],
        "evaluation_wording": [
            "compare_calibration",
            "measured_part_in_words",
            "pair_in_words",
            "read_confidence",
            "selection_in_words",
            "unfamiliar_in_words",
        ],
        "example_sheet": ["examples_of_class"],
        "html_text": ["escape_html"],
        "known_things": ["find_things"],
        "layer_pictures": ["MAX_FILTERS", "feature_map_sheet", "filter_sheet"],
        "layer_wording": ["layer_sentence", "layer_title", "layers_table", "shape_in_words"],
        "markdown": ["escape_markdown"],
        "model_cards": ["card_table", "describe", "figures_as_json"],
        "number_readings": [
            "boxed_picture",
            "digits_of",
            "number_by_network",
            "number_in_words",
            "number_summaries",
        ],
        "overlays": ["SIDE_PX", "heat_picture", "seen_picture", "sharp_photo"],
        "prediction_table": ["FILTERS", "as_csv", "counts", "filtered", "table", "verdict_in_words"],
        "robustness_charts": ["bars_figure", "frame_address", "shown_labels", "slider_html", "slider_places"],
        "spreadsheet": ["BYTE_ORDER_MARK", "without_formula"],
        "training_charts": [
            "FEW_CLASSES",
            "MAX_MATRIX_CLASSES",
            "confusion_chart",
            "confusion_in_words",
            "counts_chart",
            "curves_chart",
            "curves_in_words",
            "reliability_chart",
            "shares_chart",
        ],
        "training_facts": ["data_table"],
        "wording": [
            "agreement",
            "group_in_words",
            "in_decimals",
            "in_letters",
            "in_percent",
            "listed",
            "share_in_percent",
            "with_article",
        ],
    },
)
