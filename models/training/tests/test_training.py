"""Network, warm start, loss, sampling, augmentation: small and fast, on made data."""

import unittest
from dataclasses import replace

try:
    import numpy as np
    import torch

    from glioscope_training.augment import AugmentConfig, augment_intensity, resample
    from glioscope_training.loss import segmentation_loss
    from glioscope_training.network import NetworkConfig, UNet, depth_to_space, space_to_depth
    from glioscope_training.presets import PRESETS
    from glioscope_training.patches import PatchDataset, Volumes, cut, place
    from glioscope_training.sampling import HardPlaces, PatchRequest, PatchSampler, SamplingConfig
    from glioscope_training.train import parameter_groups
    from glioscope_training.warm_start import fit_heads, load_initial

    from .made import TINY, TINY_STEM, made_case
except ImportError as missing:  # pragma: no cover
    raise unittest.SkipTest(f"needs {missing.name}")


class Network(unittest.TestCase):
    def test_shapes_and_size(self) -> None:
        self.assertEqual(sum(p.numel() for p in UNet(replace(NetworkConfig(), heads=1)).parameters()), 5343092)
        network = UNet(TINY)
        outputs = network(torch.randn(1, 4, 16, 12, 8))
        self.assertEqual([tuple(o.shape) for o in outputs], [(1, 4, 16, 12, 8), (1, 4, 8, 6, 4)])
        self.assertEqual(network.eval()(torch.randn(1, 4, 8, 8, 8)).shape, (1, 4, 8, 8, 8))

    def test_stem_halves_and_the_head_restores(self) -> None:
        network = UNet(TINY_STEM)
        self.assertEqual(network.config.multiple, (8, 8, 8))
        outputs = network(torch.randn(1, 4, 16, 24, 8))
        self.assertEqual([tuple(o.shape) for o in outputs], [(1, 4, 16, 24, 8), (1, 4, 4, 6, 2)])
        flat = UNet(replace(TINY_STEM, flat=True)).eval()
        self.assertEqual(tuple(flat(torch.randn(1, 4, 8, 8, 3)).shape), (1, 4, 8, 8, 3))

    def test_depth_to_space_puts_every_value_in_its_place(self) -> None:
        x = torch.arange(16 * 2 * 3 * 1, dtype=torch.float32).reshape(1, 16, 2, 3, 1)
        fine = depth_to_space(x, (2, 2, 2))
        self.assertEqual(tuple(fine.shape), (1, 2, 4, 6, 2))
        for channel, i, j, k in ((0, 0, 0, 0), (1, 3, 4, 1), (0, 2, 5, 1), (1, 1, 0, 0)):
            source = ((k % 2 * 2 + j % 2) * 2 + i % 2) * 2 + channel
            self.assertEqual(float(fine[0, channel, i, j, k]), float(x[0, source, i // 2, j // 2, k // 2]))
        self.assertTrue(torch.equal(space_to_depth(fine, (2, 2, 2)), x))

    def test_training_computes_what_is_exported(self) -> None:
        """The quick normalisation of training and the one of evaluation are the same function."""
        network = UNet(TINY).to(memory_format=torch.channels_last_3d)
        volume = torch.randn(1, 4, 16, 16, 16)
        trained = network(volume.contiguous(memory_format=torch.channels_last_3d))[0]
        torch.testing.assert_close(trained, network.eval()(volume), rtol=1e-4, atol=1e-4)

    def test_batch_normalisation_sees_no_further_than_its_kernels(self) -> None:
        """With statistics measured and frozen the far end of a volume changes nothing at this one."""
        network = UNet(replace(TINY_STEM, norm="batch"))
        network.measure_statistics([torch.randn(1, 4, 16, 16, 16) + 3 for _ in range(3)])
        network.freeze_statistics()
        self.assertGreater(float(network.encoder[0][0].norm.running_mean.abs().max()), 0.01)
        volume = torch.randn(1, 4, 16, 16, 128)
        other = volume.clone()
        other[..., 96:] += 5
        with torch.no_grad():
            trained, changed = network.train()(volume)[0], network(other)[0]
            torch.testing.assert_close(trained[..., :32], changed[..., :32])
            torch.testing.assert_close(trained, network.eval()(volume))

    def test_flat_network_reads_slices_independently(self) -> None:
        network = UNet(replace(TINY, flat=True, norm="none", slope=0.0, heads=1)).eval()
        volume = torch.randn(1, 4, 8, 8, 5)
        together = network(volume)
        torch.testing.assert_close(network(volume[..., 2:3]), together[..., 2:3])

    def test_loss_falls_with_the_error(self) -> None:
        label = torch.zeros(1, 8, 8, 8, dtype=torch.long)
        label[:, 2:6, 2:6, 2:6] = 2
        right = torch.nn.functional.one_hot(label, 4).movedim(-1, 1).float() * 12
        self.assertLess(float(segmentation_loss([right], label)), 0.05)
        self.assertGreater(float(segmentation_loss([right.roll(3, 2)], label)), 0.5)

    def test_false_tumour_costs_where_a_label_is_absent(self) -> None:
        label = torch.zeros(1, 16, 16, 16, dtype=torch.long)
        def loss(size: int) -> float:
            logits = torch.zeros(1, 4, 16, 16, 16)
            logits[:, 0] = 8
            logits[:, 3, :size, :size, :size] = 12
            return float(segmentation_loss([logits], label))
        self.assertLess(loss(0), loss(4))
        self.assertLess(loss(4), loss(8))


class WarmStart(unittest.TestCase):
    def test_same_shape_is_taken_over_whole(self) -> None:
        for config in (TINY, TINY_STEM):
            first, second = UNet(config), UNet(config)
            self.assertEqual(load_initial(second, first.state_dict()), [])
            self.assertTrue(torch.equal(second.heads[0].weight, first.heads[0].weight))

    def test_a_level_more_is_shifted_and_its_finest_layers_imitated(self) -> None:
        """Finest layers that a 3x3x3 stem can express (centre taps, no bend) must come out the same."""
        torch.manual_seed(0)
        full = UNet(replace(TINY, widths=(4, 4, 8, 8), slope=1.0)).eval()
        network = UNet(replace(TINY_STEM, slope=1.0)).eval()
        centre = torch.zeros(3, 3, 3)
        centre[1, 1, 1] = 1
        with torch.no_grad():
            for layer in full.encoder[0]:
                layer.conv.weight *= centre
        label = torch.zeros(16, 16, 16, dtype=torch.long)
        examples = [(torch.randn(4, 16, 16, 16), label) for _ in range(3)]
        fresh = load_initial(network, full.state_dict(), examples)
        self.assertTrue(all(name.startswith("heads.") for name in fresh), fresh)
        self.assertTrue(torch.equal(network.decoder[0][1].conv.weight, full.decoder[1][1].conv.weight))
        self.assertTrue(torch.equal(network.reduce[1].weight, full.reduce[2].weight))
        with torch.no_grad():
            image = examples[0][0][None]
            finest = full.encoder[0][1](full.encoder[0][0](image))
            wanted, found = full.encoder[1][0](finest), network.encoder[0][0](image)
        self.assertGreater(float(torch.corrcoef(torch.stack([wanted.flatten(), found.flatten()]))[0, 1]), 0.99)

    def test_heads_are_fitted_to_the_labels(self) -> None:
        """Labels that a linear head of these very features draws must be drawn again, most of them."""
        torch.manual_seed(1)
        network = UNet(TINY_STEM).eval()
        images = [torch.randn(4, 16, 16, 16) for _ in range(2)]
        with torch.no_grad():
            examples = [(image, network(image[None])[0].argmax(0)) for image in images]
            network.heads[0].weight.zero_()
            fit_heads(network, examples)
            for image, label in examples:
                called = network(image[None])[0].argmax(0)
                most_frequent = float(label.flatten().bincount().max()) / label.numel()
                self.assertGreater(float((called == label).float().mean()), 0.5 + most_frequent / 2)

    def test_another_network_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            load_initial(UNet(TINY), UNet(replace(TINY, widths=(4, 8, 16))).state_dict())
        with self.assertRaises(ValueError):
            load_initial(UNet(TINY), UNet(replace(TINY, widths=(4, 8, 8, 8))).state_dict())

    def test_what_was_trained_before_moves_more_slowly(self) -> None:
        network, preset = UNet(TINY_STEM), PRESETS["glioscope"]
        groups = parameter_groups(network, preset, warm=True)
        self.assertEqual(sum(len(group["params"]) for group in groups), len(list(network.parameters())))
        shares = {id(p): group["share"] for group in groups for p in group["params"]}
        self.assertEqual(shares[id(network.heads[0].weight)], 1.0)
        self.assertEqual(shares[id(network.encoder[0][0].conv.weight)], 1.0)
        self.assertEqual(shares[id(network.encoder[1][0].conv.weight)], preset.warm_share)
        self.assertEqual({group["share"] for group in parameter_groups(network, preset, warm=False)}, {1.0})


class Patches(unittest.TestCase):
    def test_a_box_is_padded_and_stays_inside(self) -> None:
        volume = torch.arange(10 * 10 * 4).reshape(10, 10, 4)
        part = cut(volume, place((0, 9, 2), (4, 4, 8), volume.shape), (4, 4, 8))
        self.assertTrue(torch.equal(part[:, :, 2:6], volume[:4, 6:]))
        self.assertEqual(int(part[:, :, :2].sum()), 0)

    def test_every_label_is_centred_on(self) -> None:
        case = made_case()
        sampler = PatchSampler([case], SamplingConfig(tumour=1, hard=0, jitter=0), seed=3)
        seen = {int(case.label[sampler.request(step).centre]) for step in range(60)}
        self.assertEqual(seen, {1, 2, 3})

    def test_requests_repeat_from_their_step(self) -> None:
        sampler = PatchSampler([made_case(), made_case("b")], SamplingConfig(hard=0), seed=5)
        self.assertEqual([sampler.request(s) for s in range(9)], [sampler.request(s) for s in range(9)])

    def test_hard_places_come_again_until_learned(self) -> None:
        hard = HardPlaces(limit=2)
        for place, wrong in ((1, 900.0), (2, 60.0), (3, 500.0)):
            hard.report(PatchRequest(0, (place, 0, 0), 0, "anywhere"), wrong)
        self.assertEqual(sorted(centre[0] for _, centre in hard.places), [1, 3])
        hard.report(PatchRequest(0, (1, 0, 0), 0, "hard"), 3.0)
        self.assertEqual(hard.draw(np.random.default_rng(0)), (0, (3, 0, 0)))

    def test_labels_follow_the_image(self) -> None:
        """Tumour was painted with intensity 100 + label: after any turn both must still agree."""
        case = made_case()
        config = replace(AugmentConfig.none(), flip=0.5, affine=1.0)
        data = PatchDataset([Volumes(case)], (24, 24, 24), config)
        for seed in range(12):
            image, label, _ = data[PatchRequest(0, (15, 15, 15), seed, "tumour")]
            self.assertEqual(set(label.unique().tolist()) - {0, 1, 2, 3}, set())
            core = torch.nn.functional.avg_pool3d((label == 2).float()[None, None], 3, 1, 1)[0, 0] > 0.999
            self.assertGreater(int(core.sum()), 0)
            self.assertLess(float((image[0][core] - 102).abs().max()), 1.5)

    def test_intensity_leaves_the_outside_at_zero(self) -> None:
        config = AugmentConfig(
            intensity_channel=1, gamma_channel=1, bias_field=1, noise=1, blur_channel=1, low_resolution=1, modality_dropout=1,
        )
        inside = torch.zeros(4, 16, 16, 16, dtype=torch.bool)
        inside[:, 3:13, 3:13, 3:13] = True
        image = torch.randn(4, 16, 16, 16) * inside
        for seed in range(8):
            result = augment_intensity(image, inside, config, np.random.default_rng(seed))
            self.assertTrue(bool(torch.isfinite(result).all()))
            self.assertEqual(float(result[~inside].abs().max()), 0.0)
            self.assertGreaterEqual(sum(bool((channel == 0).all()) for channel in result), 1)

    def test_flips_alone_are_exact(self) -> None:
        spatial = replace(AugmentConfig.none(), flip=1.0).spatial(np.random.default_rng(0), (6, 5, 4))
        image, label = torch.randn(4, 6, 5, 4), torch.randint(0, 4, (6, 5, 4))
        turned, flipped, _ = resample(image, label, image != 0, spatial, (6, 5, 4))
        torch.testing.assert_close(turned, image.flip([1, 2, 3]))
        self.assertTrue(torch.equal(flipped, label.flip([0, 1, 2])))


if __name__ == "__main__":
    unittest.main()
